"""What the storefront and the admin share: template tags, names of countries, and the building of style sheets."""

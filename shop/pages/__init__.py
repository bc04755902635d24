"""What the storefront and the admin share: template tags, and the building of style sheets."""

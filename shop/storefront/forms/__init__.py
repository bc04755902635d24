"""What buyers type. The forms look at shape; shop.orders decides."""

"""What a cart costs and what a refund gives back: pure arithmetic on whole minor units of one currency."""

"""What staff type, one module for each noun. The forms look at shape; the apps behind them decide."""

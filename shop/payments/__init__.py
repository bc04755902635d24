"""How a sale is paid: attempts, and the gateways that move the money."""

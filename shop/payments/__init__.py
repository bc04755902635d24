"""How a sale is paid: attempts, the operations on them, and the gateways that move the money."""

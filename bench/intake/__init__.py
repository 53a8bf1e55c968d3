"""What a signed durable return costs, against a floor and a usual way of building it."""

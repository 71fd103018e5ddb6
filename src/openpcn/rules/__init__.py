"""What the contract and the guidelines say: definitions, evaluated and explained. No Django."""

"""The best division of needs among givers, its proof, its repair after a change, and the hosts' territories."""

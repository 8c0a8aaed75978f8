"""Where requests come in: the webhooks of carriers, health and metrics."""

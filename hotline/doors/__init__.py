"""Where requests come in: webhooks of the carrier, health and metrics."""

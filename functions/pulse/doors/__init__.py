"""How a call comes in: HTTP, callables, webhooks, triggers, task queues and schedules; and who may."""

"""How a call comes in: HTTP, callables, webhooks, task queues, triggers, schedules and the command line.

Each door turns a call into a command for a use case. `operations/` holds what people can call, `wire/` what
requests and answers look like, and `access/` who may call.
"""

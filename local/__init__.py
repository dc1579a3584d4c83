"""The local world: the real Firebase emulators, a Stripe emulator and a story played on them.

`python -m local` shows the commands. `local.firestore.running()` starts a Firestore emulator alone,
`local.world.running()` everything. Nothing here is deployed.
"""

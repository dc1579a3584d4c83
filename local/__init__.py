"""The local world: the real Firebase emulators, a Stripe emulator and a story (`local/README.md`).

`python -m local` shows the commands. `local.firestore.running()` starts a Firestore emulator alone,
`local.world.running()` starts everything. Nothing here is deployed.
"""

"""A stand-in for SMSGate over real HTTP: an Android phone with a SIM, used over its own server or over a shared one."""

"""What all tests share."""

from hypothesis import settings

# How long one example takes is the machine's affair: a busy one must not turn a property red.
settings.register_profile("any machine", settings.default, deadline=None)
settings.load_profile("any machine")

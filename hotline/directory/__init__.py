"""What the hotline knows of the world.

Others take from here: `snapshot` (all of it at one moment), `changes` (what changes by the minute), `reports` (what a
volunteer says of it), `places` (where somebody is), and `files` (how it comes in and goes out). The rest is the
directory's own: each table has a class of its own, which the snapshot hands out.
"""

"""The nouns and the rules of networking, pure: no screen, no store, no clock, no file.

Rules receive the guide's numbers and words as arguments and the day as an argument; they read
neither. Each module holds one noun.
"""

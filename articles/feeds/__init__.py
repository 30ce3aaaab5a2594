"""What readers subscribe to: every list of stories as RSS 2.0, Atom 1.0 and JSON Feed 1.1.

`lists` says which lists there are, `answer` takes the page asked for, `entry` says of each story what all three
formats say, and `rss`, `atom` and `jsonfeed` write it.
"""

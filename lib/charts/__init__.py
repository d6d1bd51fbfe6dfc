"""Statistics drawn: plain SVG for the first picture of a page, Plotly behind a tap. No screen.

What the page "What happened" calls. `lib.ui.pictures.draw(svg, alt=..., key=...)` draws an SVG;
the words in a picture are in `currentColor`, which an image has to be given:

    icons.asks_in_icons(counts)                                                   -> SVG
    dots.rate_beside_guess(rate, guess=None, happened=None, with_start=False)     -> SVG
    people.runs_of_silence(share, run, asks, mine=True or False)                  -> SVG
    figures.silence_figure(shares, asks, mine=..., now=None)                      -> go.Figure

    sentences.asks_sentence(counts)          above the icons
    sentences.bad_day_sentence(counts)       below it where none has been answered; else empty
    sentences.rate_sentence(rate)            above the dots
    sentences.leaning_sentence(rate)         small, below the dots: what the rate leans on
    sentences.TWO_CLOCKS                     where a guess is drawn beside the dots
    sentences.NO_PUBLISHED_RATE              wherever a rate is drawn
    sentences.nearer_sentence(nearer)        of `guesses.nearer(...)`; may be empty
    sentences.silence_sentence(share, run, asks, mine=...)   above the people
    sentences.EXAMPLE                        above pictures of `expectations.example`

    both_ways.both_ways(guide.both_ways())   -> SVG: what others expected, and what happened
    envelopes.envelopes(compared, opened)    -> SVG: of `guesses.compared(...)`
    telling.*                                the words of both, and of what one did and what came

    the pictures in words, for their alt:
    sentences.asks_alt(counts), rate_alt(rate, guess, happened, with_start=...),
    silence_alt(share, run, asks, mine=...), lengths_alt(shares, asks, mine=..., now=None)

    tables.asks_rows(counts), rate_rows(rate), silence_rows(shares)   rows behind each picture

Every function is pure; pictures are kept in bounded caches by their numbers. `counts` is a `Tally`,
`rate` a `Rate`, `shares` the tuple of `silence.runs_at_my_rate` or `silence.runs_at`.
"""

"""Statistics drawn as plain SVG, each with its sentence, how to read it and its table. No screen.

What the page "What happened" calls (`records` is a workbook's, `today` its owner's day):

    found = numbers.of(records, today)            what every picture rests on, worked out once
    open_pictures.asks(found)                     -> Answer: my asks as icons
    open_pictures.rate(found, with_start=False)   -> Answer: my rate beside my guess
    open_pictures.runs(found)                     -> Answer: a run of silences among 100 people
    questions.asked(found)                        -> the questions that may be tapped
    questions.CHOICES.get(question)               -> Choice | None: days, helpers, told apart by
    questions.answered(question, found, chosen)   -> Answer, worked out only then
    questions.others()                            -> Answer: what others expected; after a guess
    changes.to_try(found), changes.newest(found)  one thing to change, and what came since

An `Answer` holds title, sentence, alt, how, rows and svg; `lib.ui.pictures` draws it. The words in
a picture are in `currentColor`, which an image has to be given.

    sentences.bad_day_sentence(counts)       below the icons where none has been answered
    telling.*                                the words of what one did and what came
    marks, axes, palette                     what pictures are made of

Every function is pure; pictures are kept in bounded caches by their numbers.
"""

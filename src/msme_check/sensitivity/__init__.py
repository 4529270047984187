"""What the bands of an instrument hang on: how many firms would have another one if its authors had chosen otherwise.

    drawn, given     the firms: drawn from a seed, or those of files
    variants         the other choices, each an instrument that the engine scores by
    geometric        the one choice that no instrument can state: geometric means
    changes          firms whose band is another one
    importance       questions: how far a score goes with each of them, and what leaving it out changes
    likeness         pairs of questions that nearly all firms answer alike
    study            all of these over chunks of firms; `findings` is what comes out
    lines, files     findings for a person, and for other programs

Everything is counted in whole numbers, so that findings do not depend on how many firms are scored at a time.
"""

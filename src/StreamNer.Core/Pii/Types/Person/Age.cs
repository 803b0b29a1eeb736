using System.Globalization;
using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Ages in years, with the words beside them.</summary>
internal static class Age
{
    // What is old beside people: things, and animals.
    private const string Things = "pc|pcs|computer|computers|laptop|laptops|desktop|phone|phones|smartphone|iphone|ipad|tablet|samsung|tv|crt|"
        + "monitor|camera|console|video|videos|pic|pics|picture|photo|post|"
        + "thread|tweet|article|comment|blog|game|games|movie|film|song|album|car|cars|truck|"
        + "bike|house|building|tree|whisky|whiskey|scotch|wine|rum|hair|technology|software|code|bug|system|account|channel|company|law|"
        + "meme|memes|mentality|"
        + "dog|dogs|puppy|pup|shepherd|terrier|retriever|labrador|poodle|bulldog|husky|chihuahua|cat|cats|kitten|horse|mare|pony|donkey|"
        + "cow|bull|pig|goat|sheep|rabbit|hamster|parrot|bird|flamingo|turtle|tortoise|lion|tiger|bear|elephant|gorilla|shark|whale";

    /// <summary>Age in years.</summary>
    public static readonly PiiType Type = new("AGE", 220)
    {
        Languages = PiiType.European + ",zh,ja,ko",
        Forms = [new Reader("age", Contextual, Anchor.Digits(At))],
        Hipaa = "C",
        Canonical = CanonicalValue.WordsAndSigns,
        Generalize = UpTo89,
        Examples = ["she is ⟦44⟧ years old", "il a ⟦34⟧ ans"],
        CounterExamples = ["44 years ago", "page 44", "il y a 5 ans", "Ice Age 4"],
    };

    /// <summary>A number up to 125 before "years old" and the like, or right behind "aged" and the like.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var t = scan.Tokens[token];
        if (t.Length > 3 || Checksums.Value(scan.Of(token)) > 125 || !scan.Spend(self, 8)) return;
        if (scan.Touches(token) && scan.Is(token - 1, TokenKind.Letters) && !(scan.IsIn(token - 1, WordList.AgeBefore)
            && IsWholeWord(scan, token - 1))) return;
        if (token > 1 && scan.Touches(token) && scan.Symbol(token - 1) is '.' or ',' or '$' or '/' or '-') return;
        if (scan.Touches(token) && scan.Symbol(token - 1) == ':' && scan.Is(token - 2, TokenKind.Digits)) return; // "3:05 yo"
        var next = token + 1;
        if (scan.Symbol(next) is '-' or '\'' && scan.Touches(next)) next++;
        var after = Follows(scan, next) || IsHad(scan, token, next);
        if (!after && !Precedes(scan, token)) return;
        if (!after && scan.Touches(token + 1) && scan.Symbol(token + 1) is '%' or '/' or ':' or '-' && scan.Is(token + 2, TokenKind.Digits)) return;
        scan.Report(self, t.Start, t.End, PiiEvidence.Context);
    }

    // "il a 34 ans", "tengo 34 años", but not "il y a 5 ans" and "a 5 year plan".
    private static bool IsHad(in Scan scan, int token, int next) =>
        scan.IsIn(next, WordList.YearUnit) && scan.IsIn(token - 1, WordList.AgeVerb) && scan.Of(next)[0] is not ('y' or 'Y')
        && scan.Tokens[next].Length > 2 && !(scan.Is(token - 2, TokenKind.Letters) && scan.Of(token - 2) is "y" or "Y");

    private static bool Follows(in Scan scan, int next)
    {
        var lists = scan.Lists(next);
        if (scan.Is(next, TokenKind.Cjk)) return scan.Touches(next) && scan.Of(next)[0] is '\u5C81' or '\u6B72' or '\u6B73' or '\uC138';
        if (scan.Touches(next + 1) && scan.Is(next + 1, TokenKind.Digits)) return false;
        if (lists.Has(WordList.AgeAfter)) return true; // "yo", "Jahre alt" begins with a unit
        var at = new Cursor(scan, next);
        if (at.Word("y", Gap.Line) && at.AnySign("/.") && at.Word("o", Gap.Blank)) return true;
        if (!lists.Has(WordList.YearUnit)) return false;
        at = new Cursor(scan, next + 1);
        _ = at.Sign('-', Gap.Blank);
        if (scan.IsIn(at.Next, WordList.Old)) return !IsThing(scan, at.Next + 1);
        if (!at.Word("of|d|de", Gap.Line)) return false; // "of age", "d'età"
        _ = at.Sign('\'');
        return scan.IsIn(at.Next, WordList.AgeBefore);
    }

    // "a 16 year old PC", "2 year old laptop", "4 year old facebook pic"
    private static bool IsThing(in Scan scan, int next)
    {
        for (var t = next; t < next + 2 && scan.Is(t, TokenKind.Letters) && scan.Tokens[t].Gap == Gap.Blank; t++)
            if (CharTable.IsOneOf(scan.Of(t), Things)) return true;
        return false;
    }

    // "t.co/9x8AO4ETA1": a word inside an address or another name is no label of the number that it touches.
    private static bool IsWholeWord(in Scan scan, int word) =>
        !scan.Touches(word) || !(scan.Is(word - 1, TokenKind.Digits) || scan.Symbol(word - 1) is '/' or '@' or '#');

    // "Ice Age 4", "stone age 3": times of history, and what is called after them; "the drinking age is 21": nobody's.
    private static bool IsEra(in Scan scan, int age) => scan.Is(age - 1, TokenKind.Letters) && scan.Tokens[age].Gap == Gap.Blank
        && CharTable.IsOneOf(scan.Of(age - 1), "ice|stone|bronze|iron|golden|gilded|space|jet|atomic|machine|digital|information|dragon|new|dark|"
            + "drinking|legal|voting|driving|minimum|retirement");

    private static bool Precedes(in Scan scan, int token)
    {
        var before = token - 1;
        for (var signs = 0; signs < 3 && scan.Symbol(before) is ':' or '=' or '"' or '\''; signs++) before--; // "age": "44"
        if (scan.IsIn(before, WordList.AgeBefore)) return before < token - 1 || !IsEra(scan, before);
        return before > 0 && scan.Is(before, TokenKind.Letters) && scan.Of(before) is "of" or "is" or "was" or "at" or "de" or "von" or "di"
            && scan.IsIn(before - 1, WordList.AgeBefore) && !IsEra(scan, before - 1);
    }

    // HIPAA's safe harbor, 45 CFR 164.514(b)(2)(i)(C): ages to 89 stand, others become "90+". Nothing stands of what names no number or several, or
    // counts months, weeks or days.
    private static Remainder UpTo89(ReadOnlySpan<char> value)
    {
        var runs = Generalization.DigitRuns(value);
        if (runs.Count != 1 || runs[0].Length > 3) return Remainder.None;
        ReadOnlySpan<string> units = ["month", "week", "day", "hour"];
        foreach (var unit in units)
            if (value.Contains(unit, StringComparison.OrdinalIgnoreCase)) return Remainder.None;
        return int.Parse(runs[0], CultureInfo.InvariantCulture) <= 89 ? Remainder.Whole : Remainder.Of("90+");
    }
}

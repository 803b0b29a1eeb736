using System.Buffers;
using System.Text.RegularExpressions;
using StreamNer.Configuration;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Rules;

/// <summary>A compiled rule of the configuration. Thread-safe; linear in the text by the engine's construction.</summary>
internal sealed class RuleMatcher
{
    private const int LongestPattern = 1_000;

    private static readonly SearchValues<char> s_nameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly Regex _regex;
    private readonly int _maxLength;

    private RuleMatcher(PiiRule rule) => (_regex, _maxLength) = (Compile(rule), rule.MaxLength);

    /// <summary>The detector of a rule that <see cref="Check"/> has passed.</summary>
    public static Detector Detector(PiiRule rule) =>
        new(PiiTypes.Find(rule.Type)!, new Reader(rule.Name, PiiStrength.Structural, Anchor.End(new RuleMatcher(rule).Find)));

    /// <summary>Appends every mistake of a rule, its examples included.</summary>
    public static void Check(PiiRule rule, string key, List<OptionError> errors)
    {
        if (rule.Name.Length is 0 or > 40
            || rule.Name.AsSpan().ContainsAnyExcept(s_nameLetters)) errors.Add(new($"{key}:name", "must be 1 to 40 of a-z 0-9 - _ ."));
        if (!PiiTypes.IsKnown(rule.Type)) errors.Add(new($"{key}:type", $"'{rule.Type}' is not a known type"));
        errors.CheckRanges(key, rule);
        if (rule.MustMatch.Length == 0) errors.Add(new($"{key}:mustMatch", "needs an example that must be found"));
        if (rule.MustNotMatch.Length == 0) errors.Add(new($"{key}:mustNotMatch", "needs an example that must not be found"));
        if (rule.Pattern.Length is 0 or > LongestPattern)
        {
            errors.Add(new($"{key}:pattern", $"must have 1 to {LongestPattern} characters, has {rule.Pattern.Length}"));
            return;
        }

        try
        {
            var regex = Compile(rule);
            if (regex.IsMatch("")) errors.Add(new($"{key}:pattern", "finds the empty text"));
            for (var i = 0; i < rule.MustMatch.Length; i++)
                if (!Finds(regex, rule, rule.MustMatch[i])) errors.Add(new($"{key}:mustMatch:{i}", "is not found"));
            for (var i = 0; i < rule.MustNotMatch.Length; i++)
                if (Finds(regex, rule, rule.MustNotMatch[i])) errors.Add(new($"{key}:mustNotMatch:{i}", "is found"));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            errors.Add(new($"{key}:pattern", e.Message));
        }
    }

    private void Find(ref Scan scan, Detector self, int token)
    {
        if (!scan.Spend(self, scan.Text.Length)) return;
        foreach (var match in _regex.EnumerateMatches(scan.Text))
            if (match.Length > 0 && match.Length <= _maxLength) scan.ReportAny(self, match.Index, match.Index + match.Length, PiiEvidence.Checksum);
    }

    private static bool Finds(Regex regex, PiiRule rule, string text)
    {
        foreach (var match in regex.EnumerateMatches(new FoldedText().Fold(text)))
            if (match.Length > 0 && match.Length <= rule.MaxLength) return true;
        return false;
    }

    private static Regex Compile(PiiRule rule) =>
        new(rule.Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | (rule.MatchCase
            ? RegexOptions.None : RegexOptions.IgnoreCase), Regex.InfiniteMatchTimeout);
}

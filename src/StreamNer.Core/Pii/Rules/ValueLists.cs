using System.Buffers;
using StreamNer.Pii.Scanning;
using StreamNer.Pii.Types;

namespace StreamNer.Pii.Rules;

/// <summary>Allowed and denied values of the configuration, compared in folded form without case. Thread-safe.</summary>
internal sealed class ValueLists
{
    private const string DenyList = "deny-list";

    private readonly HashSet<string> _allowed;
    private readonly Dictionary<string, Detector> _denied = new(StringComparer.OrdinalIgnoreCase);
    private readonly SearchValues<string>? _search;
    private readonly int[] _lengths;

    /// <summary>Takes checked options.</summary>
    public ValueLists(PiiScanOptions options)
    {
        var form = new Reader(DenyList, PiiStrength.Structural, Anchor.End(Find));
        Detector = new Detector(Custom.Type, form);
        _allowed = options.Allow.Select(Fold).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var denied in options.Deny) _denied[Fold(denied.Value)] = new Detector(PiiTypes.Find(denied.Type)!, form);
        if (_denied.Count > 0) _search = SearchValues.Create([.. _denied.Keys], StringComparison.OrdinalIgnoreCase);
        _lengths = [.. _denied.Keys.Select(k => k.Length).Distinct().OrderDescending()];
    }

    /// <summary>Looks for denied values; each is reported as its own type.</summary>
    public Detector Detector { get; }

    /// <summary>Takes allowed values out of what was found from <paramref name="from"/> on.</summary>
    public void Allow(string text, List<PiiSpan> found, int from)
    {
        if (_allowed.Count == 0) return;
        for (var i = found.Count - 1; i >= from; i--)
            if (found[i].Detector != DenyList && _allowed.Contains(Fold(text[found[i].Start..found[i].End]))) found.RemoveAt(i);
    }

    private void Find(ref Scan scan, Detector self, int token)
    {
        if (_search is null) return;
        var text = scan.Text;
        var lookup = _denied.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at..].IndexOfAny(_search);
            if (!scan.Spend(self, 1 + (next < 0 ? text.Length - at : next) + _lengths.Length) || next < 0) return;
            at += next;
            foreach (var length in _lengths)
            {
                if (at + length > text.Length || !lookup.TryGetValue(text.Slice(at, length), out var detector)
                    || !IsAlone(text, at, at + length)) continue;
                scan.ReportAny(detector, at, at + length, PiiEvidence.Context);
                at += length - 1;
                break;
            }
        }
    }

    private static bool IsAlone(ReadOnlySpan<char> text, int start, int end) =>
        !(start > 0 && char.IsLetterOrDigit(text[start - 1]) && char.IsLetterOrDigit(text[start])) && !(end < text.Length
            && char.IsLetterOrDigit(text[end]) && char.IsLetterOrDigit(text[end - 1]));

    private static string Fold(string value) => new FoldedText().Fold(value).Trim().ToString();
}

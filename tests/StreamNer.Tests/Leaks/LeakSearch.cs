using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace StreamNer.Tests.Leaks;

/// <summary>
/// Looks for planted values in what a program has let out, as they stand and in the forms in which they might get there: without separators, digits
/// alone, base64, URL, JSON and HTML escapes, hex of UTF-8 and UTF-16. It reports the type, the form and the place, and never the value. Thread-safe.
/// </summary>
internal sealed class LeakSearch
{
    private const int LeastDigits = 9;
    private const int LeastLetters = 8;
    private readonly Dictionary<string, List<(string Type, string Form)>> _forms = new(StringComparer.OrdinalIgnoreCase);
    private readonly SearchValues<string> _search;
    private readonly int[] _lengths;
    private readonly ConcurrentDictionary<string, int> _leaks = new(StringComparer.Ordinal);

    /// <summary>Looks for these.</summary>
    public LeakSearch(IEnumerable<Canary> canaries)
    {
        foreach (var canary in canaries)
        {
            foreach (var (form, text) in Forms(canary.Value))
            {
                if (!_forms.TryGetValue(text, out var known)) _forms[text] = known = [];
                if (!known.Exists(one => one.Type == canary.Type)) known.Add((canary.Type, form));
            }
        }

        _search = SearchValues.Create([.. _forms.Keys], StringComparison.OrdinalIgnoreCase);
        _lengths = [.. _forms.Keys.Select(form => form.Length).Distinct().OrderDescending()];
    }

    /// <summary>What was found so far, such as <c>EMAIL (base64) in log line</c>, each once.</summary>
    public IReadOnlyList<string> Leaks => [.. _leaks.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Characters looked at; a search that saw nothing proves nothing.</summary>
    public long Searched => _searched;

    private long _searched;

    /// <summary>Searches text.</summary>
    public void In(string where, string? haystack)
    {
        if (string.IsNullOrEmpty(haystack)) return;
        Interlocked.Add(ref _searched, haystack.Length);
        Scan(where, haystack);
        Scan(where, string.Concat(haystack.Where(char.IsLetterOrDigit)), onlyLong: true);
    }

    /// <summary>Searches bytes, as UTF-8 and as UTF-16 at both parities.</summary>
    public void In(string where, byte[]? haystack)
    {
        if (haystack is null || haystack.Length == 0) return;
        In(where, Encoding.UTF8.GetString(haystack));
        Scan(where, Encoding.Unicode.GetString(haystack));
        Scan(where, Encoding.Unicode.GetString(haystack, 1, haystack.Length - 1));
    }

    /// <summary>Fails with all leaks, or when nothing was searched.</summary>
    public void AssertNone()
    {
        Assert.True(_leaks.IsEmpty, $"{_leaks.Count} leaks: {string.Join("; ", Leaks.Take(20))}");
        Assert.True(_searched > 0, "nothing was searched");
    }

    private void Scan(string where, string haystack, bool onlyLong = false)
    {
        var lookup = _forms.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var at = 0; at < haystack.Length; at++)
        {
            var next = haystack.AsSpan(at).IndexOfAny(_search);
            if (next < 0) return;
            at += next;
            foreach (var length in _lengths)
            {
                if (onlyLong && length < 12) break;
                if (at + length > haystack.Length || !lookup.TryGetValue(haystack.AsSpan(at, length), out var found)) continue;
                if (length <= LeastDigits && IsInsideNumber(haystack, at, length)) continue;
                foreach (var (type, form) in found) _leaks.TryAdd($"{type} ({form}) in {where}", 0);
            }
        }
    }

    // Nine digits can stand by chance within a longer number.
    private static bool IsInsideNumber(string text, int at, int length) =>
        char.IsAsciiDigit(text[at])
            && ((at > 0 && char.IsAsciiDigit(text[at - 1])) || (at + length < text.Length && char.IsAsciiDigit(text[at + length])));

    private static IEnumerable<(string Form, string Text)> Forms(string value)
    {
        yield return ("as it stood", value);
        var compact = string.Concat(value.Where(char.IsLetterOrDigit));
        if (compact.Length >= LeastLetters) yield return ("without separators", compact);
        var digits = string.Concat(value.Where(char.IsAsciiDigit));
        if (digits.Length >= LeastDigits) yield return ("digits", digits);
        yield return ("URL escapes", Uri.EscapeDataString(value));
        yield return ("URL escapes", WebUtility.UrlEncode(value));
        yield return ("HTML escapes", WebUtility.HtmlEncode(value));
        yield return ("JSON escapes", JavaScriptEncoder.Default.Encode(value));
        yield return ("JSON escapes", JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value));
        yield return ("JSON escapes", string.Concat(value.Select(c => $"\\u{(int)c:x4}")));
        foreach (var (name, bytes) in new[] { ("UTF-8", Encoding.UTF8.GetBytes(value)), ("UTF-16", Encoding.Unicode.GetBytes(value)),
            ("UTF-16", Encoding.BigEndianUnicode.GetBytes(value)) })
        {
            yield return ($"hex of {name}", Convert.ToHexString(bytes));
            yield return ($"hex of {name}", BitConverter.ToString(bytes));
            foreach (var text in Base64(bytes)) yield return ($"base64 of {name}", text);
        }
    }

    // What of the value's base64 does not depend on what stands around it, for each of the three places at which it can begin.
    private static IEnumerable<string> Base64(byte[] bytes)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var whole = bytes.AsSpan(Math.Min(bytes.Length, (3 - shift) % 3)).ToArray();
            var text = Convert.ToBase64String(whole.AsSpan(0, whole.Length / 3 * 3));
            if (text.Length < LeastLetters) continue;
            yield return text;
            yield return text.Replace('+', '-').Replace('/', '_');
        }
    }
}

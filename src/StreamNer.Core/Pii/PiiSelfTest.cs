using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;

namespace StreamNer.Pii;

/// <summary>
/// Scans and redacts the canned texts with the default policy, before anything is read: a detector that is broken in this build or on this machine
/// must stop the start, since its misses would be silent. The rules of the configuration have examples of their own.
/// </summary>
internal static class PiiSelfTest
{
    /// <summary>Tests the built-in detectors of <paramref name="scanner"/>; null when all is as expected, else a message for people that quotes
    /// canned values only.</summary>
    public static string? Run(PiiScanner scanner)
    {
        ArgumentNullException.ThrowIfNull(scanner);
        var plain = scanner.WithoutOwn();
        var redactor = new Redactor(new SpanMerger(PiiTypes.All.Select(type => type.Name)), rescan: (text, into) => plain.Scan(text, into).Complete);
        var policy = new PolicyBook(new PiiOptions(), KeyRing.Empty).For(null, "");
        foreach (var canned in SelfTestTexts.All)
        {
            if (Try(plain, redactor, policy, canned) is { } failure)
                return $"the detectors fail on the text '{canned.Name}' of the self-test: {failure}";
        }

        return null;
    }

    private static string? Try(PiiScanner scanner, Redactor redactor, PiiPolicy policy, CannedText canned)
    {
        var spans = new List<PiiSpan>();
        try
        {
            var scanned = scanner.Scan(canned.Text, spans);
            if (!scanned.Complete) return $"{scanned.ExhaustedDetector} needs more steps than pii:scan:stepsPerCharacter allows";
            foreach (var (type, start, end) in canned.Values)
            {
                if (!spans.Exists(span => span.Type == type && span.Start == start && span.End == end))
                    return $"{type} '{canned.Text[start..end]}' is not found";
            }

            var redaction = redactor.Apply(canned.Text, spans, policy);
            if (redaction.Failure is { } kind) return $"redaction ends in {kind}";
            foreach (var finding in redaction.Findings)
            {
                if (!canned.Values.Contains((finding.Type, finding.Start, finding.End)))
                    return $"{finding.Type} is found in '{canned.Text[finding.Start..finding.End]}'";
            }

            return redaction.Text == canned.Redacted ? null : $"the redacted text is '{redaction.Text}'";
        }
        catch (Exception failure)
        {
            return $"{failure.GetType().Name}: {failure.Message}";
        }
    }
}

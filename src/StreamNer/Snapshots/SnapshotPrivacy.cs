using System.Collections.Concurrent;
using StreamNer.Configuration;
using StreamNer.Decoding;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pii.Rules;
using StreamNer.Pipeline;

namespace StreamNer.Snapshots;

/// <summary>A detector fails on the texts of the self-test. The message says which and holds no text of a document.</summary>
internal sealed class DetectorException(string message) : Exception(message);

/// <summary>Steps 6 and 9: personal data. Keys, policies, detectors and the redactor.</summary>
internal sealed record SnapshotPrivacy(
    KeyRing Keys, PolicyBook Policies, LabelMap Labels, PiiScanner Scanner, string Rules, RecordIdentifiers Identifiers, Redactor Redactor)
{
    /// <summary>The policy that holds where neither topic nor tenant has one.</summary>
    public string DefaultPolicy => Policies.For(null, "").Name;

    /// <summary>Loads keys and policies, and tests the detectors.</summary>
    /// <param name="options">Checked settings.</param>
    /// <param name="types">The entity types of the model.</param>
    /// <param name="redact">Whether anything is redacted: then a policy may need a label for people.</param>
    /// <param name="scanners">Makes the scanner; null for the built-in detectors.</param>
    /// <exception cref="OptionsException">A key cannot be read, or a policy redacts what the model has no label for.</exception>
    /// <exception cref="DetectorException">A detector fails on the canned texts.</exception>
    public static SnapshotPrivacy Load(PiiOptions options, IEnumerable<string> types, bool redact, Func<PiiScanOptions, PiiScanner>? scanners)
    {
        var mistakes = new List<OptionError>();
        var keys = KeyRing.Load(options.Keys, Environment.GetEnvironmentVariable, mistakes);
        if (mistakes.Count > 0) throw new OptionsException(mistakes);
        var policies = new PolicyBook(options, keys);
        var labels = new LabelMap(options.Labels);
        if (redact) CheckNames(policies, labels, types);
        var scanner = scanners?.Invoke(options.Scan) ?? new PiiScanner(options.Scan);
        if (PiiSelfTest.Run(scanner) is { } failure) throw new DetectorException(failure);
        var identifiers = new RecordIdentifiers(policies, keys);
        var redactor = new Redactor(new SpanMerger(PiiTypes.All.Select(type => type.Name)), keys, (text, into) => scanner.Scan(text, into).Complete);
        return new SnapshotPrivacy(keys, policies, labels, scanner, PiiScanner.Version(options.Scan), identifiers, redactor);
    }

    /// <summary>The policy of a document; with <paramref name="redact"/> false, the same policy keeping everything.</summary>
    public Func<Document, PiiPolicy> PolicyOf(bool redact)
    {
        if (redact) return Policies.For;
        var kept = new ConcurrentDictionary<PiiPolicy, PiiPolicy>();
        return document => kept.GetOrAdd(Policies.For(document), static policy => policy.KeepingAll());
    }

    // Names would stay in the text of somebody who asked for their removal.
    private static void CheckNames(PolicyBook policies, LabelMap labels, IEnumerable<string> types)
    {
        if (types.Any(type => labels.Of(type) == LabelKind.Person) || policies.RedactingType(ModelTypes.Person) is not { Count: > 0 } wanting) return;
        throw new OptionsException(
            "pii:labels", $"policy {string.Join(", ", wanting)} redacts PERSON, but no label of the model is known to be a person's "
            + $"({string.Join(", ", types)}): map one by pii:labels:NAME=person, or choose another model or policy");
    }
}

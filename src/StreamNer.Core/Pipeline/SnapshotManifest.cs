using System.Security.Cryptography;
using System.Text;

namespace StreamNer.Pipeline;

/// <summary>
/// Everything that decides an output, each as name and content hash or version. Its SHA-256 is the snapshot id: equal ids give equal outputs.
/// </summary>
/// <param name="Model">Name and content hash of the model bundle: graph, vocabulary, labels, tokeniser options.</param>
/// <param name="KnowledgeBase">Version of the knowledge base, or <c>none</c>.</param>
/// <param name="Rules">Version of the PII rules.</param>
/// <param name="Policies">Fingerprint of all policies and active key versions.</param>
/// <param name="Settings">The settings that change a result (aggregation, thresholds, limits), as <c>name=value</c> in a fixed order.</param>
internal sealed record SnapshotManifest(string Model, string KnowledgeBase, string Rules, string Policies, string Settings)
{
    /// <summary>The revision of tokenising, decoding, redaction and linking code. Raised with every change that can alter a result.</summary>
    public const string EngineRevision = "4";

    /// <summary>The id: <c>s-</c> and the first 16 hex digits of the SHA-256 over the manifest.</summary>
    public string Id { get; } = Hash(Model, KnowledgeBase, Rules, Policies, Settings);

    private static string Hash(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder($"engine={EngineRevision}\n");
        foreach (var part in parts) text.Append(part.Length).Append(':').Append(part).Append('\n');
        return "s-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}

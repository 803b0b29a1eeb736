using System.Text.Json;
using StreamNer.Configuration;

namespace StreamNer.Host.Watching;

/// <summary>How many entities had which label.</summary>
internal sealed record LabelMix(IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>Fewer entities say nothing of a mix.</summary>
    public const int Fewest = 200;

    // A label that one side lacks would make the index infinite.
    private const double Least = 1e-4;

    /// <summary>All entities.</summary>
    public long Total => Counts.Values.Sum();

    /// <summary>
    /// The population stability index against <paramref name="reference"/>: the sum of (a - b) ln(a / b) over the shares of all labels, each at least
    /// 0.0001. 0 for equal mixes; by the usual rule up to 0.1 is no change and above 0.25 a great one. Null where either has fewer than
    /// <see cref="Fewest"/> entities.
    /// </summary>
    public double? Psi(LabelMix reference)
    {
        if (Total < Fewest || reference.Total < Fewest) return null;
        double sum = 0;
        foreach (var label in Counts.Keys.Union(reference.Counts.Keys, StringComparer.Ordinal))
        {
            var (here, there) = (Share(label), reference.Share(label));
            sum += (here - there) * Math.Log(here / there);
        }

        return sum;
    }

    /// <summary>Writes it whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written; nor, as <see cref="UnauthorizedAccessException"/>, may it be.</exception>
    public void Write(string path)
    {
        var part = path + ".part";
        File.WriteAllText(part, JsonSerializer.Serialize(new { labels = Counts }) + "\n");
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null with the reason when it cannot.</summary>
    public static LabelMix? Read(string path, out string error)
    {
        error = "";
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var counts = json.RootElement.GetProperty("labels").EnumerateObject()
                .ToDictionary(label => label.Name, label => label.Value.GetInt64(), StringComparer.Ordinal);
            var mix = new LabelMix(counts);
            if (counts.Values.All(count => count >= 0) && mix.Total >= Fewest) return mix;
            error = $"holds fewer than {Fewest} entities";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            error = "is not a label mix as 'annotate --label-mix-out' writes";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error = FileFault.OfFile(path, e);
        }

        return null;
    }

    private double Share(string label) => Math.Max(Least, (double)Counts.GetValueOrDefault(label) / Total);
}

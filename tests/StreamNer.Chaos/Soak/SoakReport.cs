using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StreamNer.Chaos.Soak;

/// <summary>What a soak shows.</summary>
internal sealed record SoakReport(
    string Command, string Kind, long Sent, long Done, double Seconds, double MeasuredRate,
    IReadOnlyList<Tenth> Tenths, IReadOnlyList<string> Findings)
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>True when everything stayed level and was done.</summary>
    public bool Held => Findings.Count == 0;

    /// <summary>Writes the JSON and the Markdown form.</summary>
    public async Task Write(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(path + ".json", JsonSerializer.Serialize(this, s_json) + "\n");
        await File.WriteAllTextAsync(path + ".md", Markdown());
    }

    /// <summary>The page.</summary>
    public string Markdown()
    {
        var page = new StringBuilder();
        void Line(FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# Soak: {Kind}");
        Line($"");
        Line(
            $"{(Held ? "**Level.**" : "**Not level; see below.**")} {Done:N0} of {Sent:N0} records in {Seconds:N0} s ({Done / Math.Max(1, Seconds):N0}/s){(MeasuredRate > 0 ? FormattableString.Invariant($"; measured alone: {MeasuredRate:N0}/s") : "")}. One worker, one broker.");
        Line($"");
        Line($"```sh");
        Line($"{Command}");
        Line($"```");
        Line($"");
        Line(
            $"Level means: from the second tenth to the last, mean memory and descriptors stay within {Soak.Tenths.Tolerance:P0} of the second tenth's.");
        Line($"");
        Line($"| tenth | samples | memory, MiB | descriptors | threads |");
        Line($"|---|---|---|---|---|");
        foreach (var tenth in Tenths)
            Line($"| {tenth.Number} | {tenth.Samples} | {tenth.MemoryMiB:0.0} | {tenth.Descriptors:0.0} | {tenth.Threads:0.0} |");
        if (!Held) Line($"");
        foreach (var finding in Findings) Line($"- {finding}");
        return page.ToString();
    }
}

using System.IO.Compression;
using StreamNer.Configuration;
using StreamNer.Linking;
using StreamNer.Linking.Sources;

namespace StreamNer.Host.Knowledge;

/// <summary>A source as it is named on the command line: <c>[FORM:]FILE</c>.</summary>
/// <param name="Form">How its lines are read.</param>
/// <param name="Path">The file; one that ends in <c>.gz</c> or <c>.bz2</c> is unpacked while it is read.</param>
internal sealed record SourceFile(SourceForm Form, string Path)
{
    /// <summary>The forms, as they are written before the colon.</summary>
    public static string Forms { get; } = string.Join(", ", Enum.GetNames<SourceForm>().Select(name => name.ToLowerInvariant()));

    /// <summary>Reads a name; without a form, the file's ending says it.</summary>
    /// <param name="text">Such as <c>cities.tsv</c> or <c>jsonl:dump.gz</c>.</param>
    /// <param name="fault">Why it is none.</param>
    public static SourceFile? Parse(string text, out string? fault)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var stated = colon > 0 && Enum.TryParse<SourceForm>(text[..colon], ignoreCase: true, out var form) && Enum.IsDefined(form)
            ? form
            : (SourceForm?)null;
        var path = stated is null ? text : text[(colon + 1)..];
        fault = FileFault.OfFile(path) is { } missing ? $"'{path}': {missing}" : null;
        if (fault is not null) return null;
        if ((stated ?? OfEnding(path)) is { } known) return new SourceFile(known, path);
        fault = $"'{path}': its ending does not say its form; put one of {Forms} and a colon before it";
        return null;
    }

    /// <summary>Opens the file and reads its lines.</summary>
    /// <param name="position">Told how many bytes of the file were read, as it is read.</param>
    public IEnumerable<SourceLine> Lines(Action<long> position)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        using var content = Packing(Path) switch
        {
            ".gz" => new GZipStream(file, CompressionMode.Decompress),
            ".bz2" => new Bzip2Stream(file),
            _ => (Stream)file,
        };
        foreach (var line in Read(Form, content))
        {
            position(file.Position);
            yield return line;
        }
    }

    private static IEnumerable<SourceLine> Read(SourceForm form, Stream content) => form switch
    {
        SourceForm.Jsonl => JsonLinesSource.Read(content),
        SourceForm.GeoNames => GeoNamesSource.Read(content),
        SourceForm.Wikidata => WikidataSource.Read(content),
        SourceForm.Sec => SecTickersSource.Read(content),
        SourceForm.WordNet => WordNetSource.Read(content),
        SourceForm.SimpleIcons => SimpleIconsSource.Read(content),
        SourceForm.Pantheon => PantheonSource.Read(content),
        SourceForm.Countries => CountriesSource.Read(content),
        _ => TsvSource.Read(content),
    };

    /// <summary>The ending that says how a file is packed; empty when it is not.</summary>
    private static string Packing(string path) =>
        System.IO.Path.GetExtension(path).ToLowerInvariant() is (".gz" or ".bz2") and var ending ? ending : "";

    private static SourceForm? OfEnding(string path) =>
        System.IO.Path.GetExtension(path[..^Packing(path).Length]).ToLowerInvariant() switch
        {
            ".tsv" => SourceForm.Tsv,
            ".jsonl" or ".ndjson" => SourceForm.Jsonl,
            _ => null,
        };
}

/// <summary>How a source is read.</summary>
internal enum SourceForm
{
    /// <summary><see cref="TsvSource"/>.</summary>
    Tsv,

    /// <summary><see cref="JsonLinesSource"/>.</summary>
    Jsonl,

    /// <summary><see cref="GeoNamesSource"/>.</summary>
    GeoNames,

    /// <summary><see cref="WikidataSource"/>.</summary>
    Wikidata,

    /// <summary><see cref="SecTickersSource"/>.</summary>
    Sec,

    /// <summary><see cref="WordNetSource"/>.</summary>
    WordNet,

    /// <summary><see cref="SimpleIconsSource"/>.</summary>
    SimpleIcons,

    /// <summary><see cref="PantheonSource"/>.</summary>
    Pantheon,

    /// <summary><see cref="CountriesSource"/>.</summary>
    Countries,
}

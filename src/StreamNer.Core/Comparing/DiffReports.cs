using System.Text;

namespace StreamNer.Comparing;

/// <summary>The forms of a report.</summary>
internal enum ReportForm
{
    /// <summary>For people, in a terminal or a review.</summary>
    Markdown,

    /// <summary>For people, in a browser.</summary>
    Html,

    /// <summary>For programs.</summary>
    Json,
}

/// <summary>Writes reports.</summary>
internal static class DiffReports
{
    /// <summary>The form that a file's name asks for; null where it asks for none.</summary>
    public static ReportForm? FormOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".md" => ReportForm.Markdown,
        ".html" or ".htm" => ReportForm.Html,
        ".json" => ReportForm.Json,
        _ => null,
    };

    /// <summary>Writes it in the form that the name of <paramref name="path"/> asks for.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(DiffReport report, string path)
    {
        var form = FormOf(path) ?? throw new ArgumentException("its name asks for no form", nameof(path));
        using var file = File.Create(path);
        Write(report, form, file);
    }

    /// <summary>Writes it to <paramref name="to"/> as UTF-8.</summary>
    public static void Write(DiffReport report, ReportForm form, Stream to)
    {
        if (form == ReportForm.Json) DiffJson.Write(report, to);
        else if (form == ReportForm.Html) to.Write(Encoding.UTF8.GetBytes(DiffPage.Of(report).Html()));
        else to.Write(Encoding.UTF8.GetBytes(DiffPage.Of(report).Markdown()));
    }
}

using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamNer.Configuration;
using StreamNer.Host.Knowledge;
using StreamNer.Host.Lines;
using StreamNer.Linking;

namespace StreamNer.Host.Cli;

/// <summary><c>kb</c>: knowledge bases for linking, built and looked at.</summary>
internal static class KbCommand
{
    /// <summary>The commands.</summary>
    public static Command Create() => new("kb", "Build and inspect knowledge bases for linking.")
    {
        KbBuildCommand.Create(),
        KbLookCommands.Inspect(),
        KbLookCommands.Find(),
        KbLookCommands.Stats(),
        KbDiffCommand.Create(),
    };

    /// <summary>An argument that names a knowledge base.</summary>
    public static Argument<string> Base(string name, string description)
    {
        var file = new Argument<string>(name) { Description = description };
        file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } path && FileFault.OfFile(path) is { } fault) result.AddError($"'{path}': {fault}");
        });
        return file;
    }

    /// <exception cref="KnowledgeFileException">It cannot be opened; with the reason.</exception>
    public static KnowledgeFile Open(string path, bool verify = true)
    {
        try
        {
            return KnowledgeFile.Open(path, verify);
        }
        catch (InvalidDataException refused)
        {
            throw new KnowledgeFileException($"'{path}' {refused.Message}", refused);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KnowledgeFileException($"'{path}': {FileFault.OfFile(path, failure)}", failure);
        }
    }

    /// <summary>Writes one JSON object and a line end to standard output.</summary>
    public static void Print(bool indented, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer,
            new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        using var output = StandardOutput.Open();
        output.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }
}

using System.CommandLine;
using System.Text.Json;
using StreamNer.Snapshots;

namespace StreamNer.Host.Cli;

/// <summary><c>eval</c>: scores on labelled files.</summary>
internal static class EvalCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("eval", "Score the pipeline on labelled files.") { EvalNerCommand.Create(), EvalPiiCommand.Create(), EvalLinkingCommand.Create() };

    /// <summary>The scores of all files as one object on standard output; <paramref name="write"/> adds what is particular to a file's
    /// score.</summary>
    public static void WriteJson<T>(Snapshot snapshot, (string File, T Score)[] scores, Action<Utf8JsonWriter, T> write)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("model", snapshot.Model.Name);
        json.WriteString("snapshot", snapshot.Id);
        json.WriteStartArray("files");
        foreach (var (file, score) in scores)
        {
            json.WriteStartObject();
            json.WriteString("file", Path.GetFileName(file));
            write(json, score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }
}

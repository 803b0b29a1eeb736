using System.Buffers;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamNer.Host.Lines;
using StreamNer.Kafka.Records;
using StreamNer.Onnx;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.Snapshots;
using StreamNer.Text;

namespace StreamNer.Host.Cli;

/// <summary><c>tokenize</c>: the word pieces of each line, without special tokens.</summary>
internal static class TokenizeCommand
{
    private const int FlushAt = 1 << 16;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("tokenize", "Print the word pieces of each line as JSON: text, ids, offsets (code points), words.");
        var input = new TextInput(command);
        var flags = new SettingFlags(command, AnnotateCommand.Model);
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed, kafka: false, input.Settings(parsed)) is not { Settings: var settings }) return ExitCode.Usage;
            var tokenizer = ModelBundle.Read(settings.Model with { Path = ModelPath.Resolve(settings.Model.Path) }).CreateTokenizer();
            await using var output = StandardOutput.Open();
            await Run(input.Open(parsed), new DocumentCodec(settings.Input), tokenizer, output);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task Run(Stream input, DocumentCodec codec, WordPieceTokenizer tokenizer, Stream output)
    {
        await using var lines = new LineReader(input);
        var buffer = new ArrayBufferWriter<byte>(2 * FlushAt);
        var tokens = new TokenBuffer();
        while (!lines.Ended)
        {
            while (lines.TryTake(out var line)) await Take(line);
            await Flush();
            await lines.More();
            if (await lines.Accept() is { } last) await Take(last);
        }

        await Flush();

        async ValueTask Take(Line line)
        {
            Write(line, codec, tokenizer, tokens, buffer);
            if (buffer.WrittenCount >= FlushAt) await Flush();
        }

        async ValueTask Flush()
        {
            await output.WriteAsync(buffer.WrittenMemory);
            await output.FlushAsync();
            buffer.ResetWrittenCount();
        }
    }

    private static void Write(Line line, DocumentCodec codec, WordPieceTokenizer tokenizer, TokenBuffer tokens, ArrayBufferWriter<byte> to)
    {
        if (line.Bytes is null)
        {
            EnrichmentJson.Write(new Failure(FailureKind.TooLong, FailureStage.Decode), to);
        }
        else if (codec.Decode(null, null, line.Bytes, []) is { Document: { } document })
        {
            tokens.Clear();
            tokenizer.Tokenize(document.Text, tokens);
            WriteTokens(document.Text, tokens, to);
        }
        else
        {
            EnrichmentJson.Write(codec.Decode(null, null, line.Bytes, []).Failure!.Value, to);
        }

        to.Write("\n"u8);
    }

    private static void WriteTokens(string text, TokenBuffer tokens, ArrayBufferWriter<byte> to)
    {
        var offsets = new int[2 * tokens.Count];
        for (var i = 0; i < tokens.Count; i++) (offsets[2 * i], offsets[(2 * i) + 1]) = (tokens.Starts[i], tokens.Ends[i]);
        OffsetUnits.Convert(text, OffsetUnit.CodePoint, offsets);
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteStartArray("ids"u8);
        foreach (var id in tokens.Ids) json.WriteNumberValue(id);
        json.WriteEndArray();
        json.WriteStartArray("offsets"u8);
        for (var i = 0; i < tokens.Count; i++)
        {
            json.WriteStartArray();
            json.WriteNumberValue(offsets[2 * i]);
            json.WriteNumberValue(offsets[(2 * i) + 1]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("words"u8);
        foreach (var word in tokens.Words) json.WriteNumberValue(word);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

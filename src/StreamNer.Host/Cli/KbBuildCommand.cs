using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using StreamNer.Host.Knowledge;
using StreamNer.Linking;

namespace StreamNer.Host.Cli;

/// <summary><c>kb build</c>: sources in, one file out.</summary>
internal static class KbBuildCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var output = new Option<string>("--out")
        {
            HelpName = "FILE",
            Description = "File to write. An existing file is replaced once the new one is complete.",
            Required = true
        };
        var strict = new Option<bool>("--strict") { Description = "Stop at the first malformed line." };
        var sources = new Argument<string[]>("SOURCE")
        {
            Description =
                $"[FORM:]FILE, FORM one of {SourceFile.Forms}, by default from the extension; .gz and .bz2 are unpacked. docs/linking.md "
                    + "describes the formats.",
            Arity = ArgumentArity.OneOrMore,
        };
        sources.Validators.Add(result =>
        {
            foreach (var name in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (SourceFile.Parse(name, out var fault) is null) result.AddError(fault!);
            }
        });
        var command =
            new Command("build", "Build a knowledge base: equal entities are merged, malformed lines are reported.") { sources, output, strict };
        command.SetAction(async (parsed, _) =>
        {
            var files = parsed.GetRequiredValue(sources).Select(name => SourceFile.Parse(name, out string? _)!).ToList();
            var builder = new KnowledgeBuilder(parsed.GetValue(strict));
            var clock = Stopwatch.StartNew();
            var read = 0L;
            var work = Task.Run(() => BuildOrSay(files, builder, parsed.GetRequiredValue(output), bytes => Volatile.Write(ref read, bytes)));
            await TerminalProgress.Follow(work, "building", files.Sum(file => new FileInfo(file.Path).Length), () => Volatile.Read(ref read),
                () => string.Create(CultureInfo.InvariantCulture, $"{builder.Report.Records:#,0} records"), writesOutput: false);
            Say(builder, parsed.GetRequiredValue(output), clock.Elapsed);
            return ExitCode.Ok;
        });
        return command;
    }

    // Everything is held in memory until the file is written.
    private static bool BuildOrSay(List<SourceFile> files, KnowledgeBuilder builder, string output, Action<long> progress)
    {
        try
        {
            return Build(files, builder, output, progress);
        }
        catch (OutOfMemoryException full)
        {
            var records = builder.Report.Records.ToString("#,0", CultureInfo.InvariantCulture);
            throw new KnowledgeFileException(
                $"out of memory after {records} records: a build needs 1 to 2 GB for each million entities; give it more, or leave sources out",
                full);
        }
    }

    private static bool Build(List<SourceFile> files, KnowledgeBuilder builder, string output, Action<long> progress)
    {
        var before = 0L;
        foreach (var file in files)
        {
            try
            {
                builder.Add(file.Path, file.Lines(position => progress(before + position)));
            }
            catch (InvalidDataException malformed)
            {
                // A strict build's message names file and line already.
                var place = malformed.Message.StartsWith(file.Path, StringComparison.Ordinal) ? "" : $"{file.Path}, ";
                throw new KnowledgeFileException(place + malformed.Message, malformed);
            }

            before += new FileInfo(file.Path).Length;
        }

        try
        {
            KnowledgeWriter.WriteFile(output, builder);
        }
        catch (InvalidDataException refused)
        {
            throw new KnowledgeFileException(refused.Message, refused);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KnowledgeFileException($"'{output}' cannot be written: {failure.Message}", failure);
        }

        return true;
    }

    private static void Say(KnowledgeBuilder builder, string output, TimeSpan elapsed)
    {
        var report = builder.Report;
        foreach (var fault in report.Faults) Console.Error.WriteLine($"streamner: {fault}");
        if (report.Skipped > report.Faults.Count)
            Console.Error.WriteLine(Text($"streamner: and {report.Skipped - report.Faults.Count:#,0} more lines"));
        Console.Error.WriteLine(Text($"streamner: {report.Records:#,0} records, {report.Skipped:#,0} lines skipped; ")
            + Text($"merged: {report.MergedById:#,0} by id, {report.MergedByName:#,0} by name; ")
            + Text($"{report.LeftApart:#,0} groups of one name left apart; ")
            + Text($"dropped: {report.AliasesDropped:#,0} aliases, {report.NeighboursDropped:#,0} neighbours"));
        Console.Error.WriteLine(
            Text($"streamner: {builder.Count:#,0} entities in {output}, {new FileInfo(output).Length:#,0} bytes, in {elapsed.TotalSeconds:0.0} s"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace StreamNer.Host.Demo;

/// <summary>Draws the demo: messages with entities and redactions in colour, and the account.</summary>
internal static class DemoView
{
    /// <summary>The whole screen.</summary>
    public static IRenderable Screen(DemoAccount account, int count, string status, TimeSpan elapsed, int height)
    {
        var messages = account.Recent(Math.Clamp((height - 14) / 2, 3, 20)).Select(message => (IRenderable)new Markup(Message(message)));
        return new Rows(
            new Panel(new Rows(messages)) { Header = new PanelHeader(" messages, redacted "), Border = BoxBorder.Rounded, Expand = true },
            Counts(account),
            new Markup(Progress(account, count, elapsed)),
            new Markup($"[dim]{Markup.Escape(status)}[/]"));
    }

    /// <summary>One message: its text with colours, and below it what was found.</summary>
    public static string Message(ShownMessage message)
    {
        if (message.Rejected.Length > 0) return $"[red]✗ to the dead letters: {Markup.Escape(message.Rejected)}[/]";
        var text = new StringBuilder();
        var at = 0;
        // A finding redacts what an entity covers: its tag is what stands there.
        foreach (var span in message.Spans.OrderBy(span => span.Start).ThenByDescending(span => span.IsPii))
        {
            if (span.Start < at || span.End <= span.Start) continue;
            Append(text, message.Text[at..span.Start]);
            text.Append('[').Append(Colour(span)).Append(']');
            Append(text, message.Text[span.Start..span.End]);
            text.Append("[/]");
            at = span.End;
        }

        Append(text, message.Text[at..]);
        var found = message.Spans.Select(span =>
            $"[{Colour(span)}]{Markup.Escape(span.Name)}[/]" + (span.Link.Length > 0 ? $" [dim]{Markup.Escape(span.Link)}[/]" : ""));
        return $"{text}\n  [dim]{(message.Spans.Count == 0 ? "nothing found" : string.Join(", ", found))}[/]";
    }

    /// <summary>The account in one line: in = enriched + rejected + tombstones.</summary>
    public static string Summary(DemoAccount account) => string.Create(
        CultureInfo.InvariantCulture,
        $"{account.Sent} in = {account.Enriched} enriched + {account.Rejected} rejected + {account.Tombstones} tombstones");

    /// <summary>Counts by label, type and reason.</summary>
    public static IRenderable Counts(DemoAccount account)
    {
        var (entities, pii, reasons) = account.Counts();
        var grid = new Grid().AddColumn().AddColumn();
        grid.AddRow("[bold]entities[/]", Join(entities, "green"));
        grid.AddRow("[bold]redacted[/]", Join(pii, "yellow"));
        grid.AddRow("[bold]dead letters[/]", Join(reasons, "red"));
        return grid;
    }

    private static string Progress(DemoAccount account, int count, TimeSpan elapsed)
    {
        var rate = elapsed.TotalSeconds > 0 ? account.Total / elapsed.TotalSeconds : 0;
        var of = count > 0 ? string.Create(CultureInfo.InvariantCulture, $" of {count}") : "";
        var left = count > 0 && rate > 0
            ? string.Create(CultureInfo.InvariantCulture, $", {Math.Max(0, count - account.Total) / rate:0} s left")
            : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"[bold]{account.Total}[/]{of} messages, {rate:0}/s{left}  [dim]{Summary(account)}   Ctrl-C ends[/]");
    }

    private static string Join(KeyValuePair<string, int>[] counts, string colour) =>
        counts.Length == 0
            ? "[dim]none yet[/]"
            : string.Join("  ", counts.OrderByDescending(pair => pair.Value).Select(pair => $"[{colour}]{Markup.Escape(pair.Key)}[/] {pair.Value}"));

    private static string Colour(ShownSpan span) => span.IsPii ? "black on yellow" : span.Name switch
    {
        "PER" => "aqua",
        "ORG" => "fuchsia",
        "LOC" => "lime",
        _ => "deepskyblue1",
    };

    /// <summary>Line breaks and controls of a message would break the screen.</summary>
    private static void Append(StringBuilder to, string text)
    {
        foreach (var c in Markup.Escape(text)) to.Append(char.IsControl(c) ? ' ' : c);
    }
}

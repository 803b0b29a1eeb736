using Spectre.Console;

namespace StreamNer.Host.Cli;

/// <summary>
/// A bar on standard error while long work runs, for eyes only: never where standard error is not a terminal, or output goes to that same terminal.
/// </summary>
internal static class TerminalProgress
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether anyone would see it, and it would not run into what the command writes to the same terminal.</summary>
    public static bool IsSeen(bool writesOutput) => !Console.IsErrorRedirected && (!writesOutput || Console.IsOutputRedirected);

    /// <summary>A console on standard error, which is a terminal. The library would judge it by standard output, which may be a file.</summary>
    public static IAnsiConsole Screen() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Ansi = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" ? AnsiSupport.No : AnsiSupport.Yes,
        Interactive = InteractionSupport.Yes,
    });

    /// <summary>Follows <paramref name="work"/> to its end and hands its result on.</summary>
    /// <param name="work">Already under way.</param>
    /// <param name="what">What it works on.</param>
    /// <param name="total">How much there is; null when nobody knows.</param>
    /// <param name="done">How much of it is done. Called from another thread than the work's.</param>
    /// <param name="count">A few words on what came out so far.</param>
    /// <param name="writesOutput">Whether the work writes to standard output as it goes.</param>
    public static async Task<T> Follow<T>(Task<T> work, string what, long? total, Func<long> done, Func<string> count, bool writesOutput = true)
    {
        if (!IsSeen(writesOutput)) return await work;
        var progress = Screen().Progress().AutoClear(true);
        progress = total is null
            ? progress.Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn())
            : progress.Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
        await progress.StartAsync(async screen =>
        {
            var bar = screen.AddTask(Markup.Escape(what), maxValue: Math.Max(1, total ?? 1));
            if (total is null) bar.IsIndeterminate = true;
            while (!work.IsCompleted)
            {
                bar.Description = Markup.Escape($"{what}: {count()}");
                if (total is not null) bar.Value = done();
                await Task.WhenAny(work, Task.Delay(s_step));
            }
        });
        return await work;
    }
}

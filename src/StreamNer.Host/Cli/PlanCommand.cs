using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamNer.Configuration;
using StreamNer.Host.Capacity;
using StreamNer.Host.Configuration;

namespace StreamNer.Host.Cli;

/// <summary><c>plan</c>: workers, partitions and batch profile for a rate and a latency, from measured service times.</summary>
internal static class PlanCommand
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var profile = new Argument<string>("PROFILE") { Description = "Service times written by 'bench --profile-out'." };
        profile.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } path && FileFault.OfFile(path) is { } fault) result.AddError($"'{path}': {fault}");
        });
        var rate = new Option<double>("--rate") { HelpName = "R", Description = "Documents a second at peak.", Required = true };
        rate.Validators.Add(result => Positive(result.GetValueOrDefault<double>(), "--rate", result.AddError));
        var p99 = new NumberOption("--p99", 1, "Milliseconds within which 99 % of records must be committed.", 3_600_000) { Required = true };
        var cores = new NumberOption("--cores", 1, "CPU cores of one worker.", 1_024) { Required = true };
        var busy = new NumberOption("--busy", 1, "Percentage of these cores that may be busy on average.", 99, 70);
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command =
            new Command("plan", "Compute how many workers and partitions a rate needs. Exit code 1 if no number of workers meets the latency.")
        {
            profile, rate, p99, cores, busy, json,
        };
        var flags = new SettingFlags(command);
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed, kafka: false) is not { Settings: var settings }) return ExitCode.Usage;
            var path = parsed.GetValue(profile)!;
            var times = ServiceProfile.Load(path);
            var request = new PlanRequest(
                parsed.GetValue(rate), TimeSpan.FromMilliseconds(parsed.GetValue(p99)!.Value), parsed.GetValue(cores)!.Value,
                parsed.GetValue(busy)!.Value / 100.0, settings);
            var plans = CapacityPlan.Of(request, times);
            await Console.Out.WriteLineAsync(parsed.GetValue(json) ? Json(plans) : PlanPage.Of(request, times, path, plans));
            return plans[0].Meets ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static void Positive(double value, string name, Action<string> refuse)
    {
        if (!(value > 0 && double.IsFinite(value)))
            refuse(string.Create(CultureInfo.InvariantCulture, $"{name} must be above 0, is '{value}'"));
    }

    // JSON has no infinity: what has no end is null.
    private static string Json(IReadOnlyList<PlannedWorkers> plans) => JsonSerializer.Serialize(
        plans.Select(plan => new
        {
            Profile = OptionTypes.Format(plan.Profile),
            plan.Meets,
            plan.Workers,
            plan.Partitions,
            plan.Busy,
            plan.BatchDocuments,
            MeanMs = Finite(plan.Latency.Mean),
            P99Ms = Finite(plan.Latency.P99),
            InFlight = double.IsFinite(plan.InFlight) ? plan.InFlight : (double?)null,
            Parts = plan.Latency.Parts.ToDictionary(part => part.Name, part =>
                new { MeanMs = Finite(part.Delay.Mean), P99Ms = Finite(part.Delay.P99) }),
        }), s_json);

    private static double? Finite(double seconds) => double.IsFinite(seconds) ? 1_000 * seconds : null;
}

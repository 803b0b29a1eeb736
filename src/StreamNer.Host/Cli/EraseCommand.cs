using System.CommandLine;
using StreamNer.Configuration;
using StreamNer.Host.Configuration;
using StreamNer.Host.Logging;
using StreamNer.Host.Work;
using StreamNer.Logging;
using StreamNer.Pii.Keys;

namespace StreamNer.Host.Cli;

/// <summary><c>erase</c>: says where the data of a tenant is, and destroys its keys.</summary>
internal static class EraseCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var tenants = new Option<string[]>("--tenant")
        {
            HelpName = "TENANT",
            Required = true,
            Description = "Whose data, as the worker reads the tenant; repeatable.",
        };
        tenants.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0)) result.AddError("--tenant must name a tenant: records without one are nobody's");
        });
        var also = new Option<string[]>("--also")
        {
            HelpName = "TOPIC",
            Description = "A further topic of enriched records, such as the output of a replay; repeatable.",
        };
        var confirm = new Option<bool>("--confirm") { Description = "Destroy the keys of these tenants. It cannot be undone." };
        var json = new Option<bool>("--json") { Description = "The plan as one JSON object." };
        var command = new Command(
            "erase", "List the records of a tenant in the topics of a worker and, with --confirm, destroy the tenant's keys. Records are not "
            + "deleted: the plan says what can be.") { tenants, also, confirm, json };
        var flags = new SettingFlags(command, [.. RunCommand.Flags.Where(flag => !flag.Key.StartsWith("http:", StringComparison.Ordinal))]);
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed, kafka: true) is not { Settings: var settings }) return ExitCode.Usage;
            string[] names = [.. (parsed.GetValue(tenants) ?? []).Distinct(StringComparer.Ordinal)];
            return await StopSignals.Run(stop =>
                Run(settings, names, parsed.GetValue(also) ?? [], parsed.GetValue(confirm), parsed.GetValue(json), stop));
        });
        return command;
    }

    private static async Task<int> Run(Settings settings, string[] tenants, string[] also, bool confirm, bool json, CancellationToken stop)
    {
        FatalLine.Follow(Logs.FormatOf(settings.Log));
        using var logs = Logs.Create(settings.Log);
        using var bridge = new EventBridge(logs.CreateLogger(Logs.Category), TimeProvider.System);
        var work = new EraseWork(settings, tenants, also, bridge.Log);

        // What prevents it is said before hours of reading.
        if (confirm && Refuses([.. tenants.SelectMany(tenant => TenantSecret.Of(tenant, settings.Pii.Keys).Obstacles())])) return ExitCode.Failed;
        var reading = "";
        var plan = await TerminalProgress.Follow(
            Task.Run(() => work.Plan(topic => Volatile.Write(ref reading, topic), stop), CancellationToken.None), "erase", null, () => 0,
            () => $"reading {Volatile.Read(ref reading)}");
        if (json) Console.Out.WriteLine(EraseReport.Json(plan));
        else foreach (var line in EraseReport.Page(plan)) Console.Out.WriteLine(line);
        if (Unknown(settings, plan) is { Count: > 0 } unknown)
        {
            foreach (var message in unknown) await Console.Error.WriteLineAsync($"streamner: {message}");
            return ExitCode.Failed;
        }

        if (!confirm)
        {
            await Console.Error.WriteLineAsync("streamner: nothing was destroyed; --confirm destroys the keys");
            return ExitCode.Ok;
        }

        // The disk may have changed while topics were read.
        if (Refuses(plan.Obstacles())) return ExitCode.Failed;
        return Destroy(plan);
    }

    private static int Destroy(ErasurePlan plan)
    {
        foreach (var secret in plan.Secrets)
        {
            if (secret.State == TenantSecretState.Destroyed)
            {
                Console.Error.WriteLine($"streamner: the key of '{secret.Tenant}' was destroyed before");
                continue;
            }

            try
            {
                secret.Destroy();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(
                    $"streamner: '{secret.Place}', the key of '{secret.Tenant}', was not destroyed, those before it were: "
                    + $"{(e is UnauthorizedAccessException ? "no permission to write" : "the disk refused it")}. Mend that and start again");
                return ExitCode.Failed;
            }

            Console.Error.WriteLine($"streamner: the key of '{secret.Tenant}' is destroyed: '{secret.Place}' was overwritten and deleted");
        }

        return ExitCode.Ok;
    }

    private static bool Refuses(IReadOnlyList<string> obstacles)
    {
        if (obstacles.Count == 0) return false;
        Console.Error.WriteLine("streamner: nothing was destroyed:");
        foreach (var obstacle in obstacles) Console.Error.WriteLine($"  {obstacle}");
        return true;
    }

    // A misspelt name has no records, and that must not look like a tenant that is gone.
    private static IReadOnlyList<string> Unknown(Settings settings, ErasurePlan plan)
    {
        var keys = settings.Pii.Keys;
        string[] known = [.. keys.Tenants.Keys, .. keys.Destroyed, .. settings.Pii.Tenants.Keys];
        return
        [
            .. plan.Secrets.Select(secret => secret.Tenant)
                .Where(tenant => !known.Contains(tenant, StringComparer.Ordinal) && !plan.Holdings.Of(tenant).Any())
                .Select(tenant => $"tenant '{tenant}' is unknown: no record names it, and neither pii:keys nor pii:tenants lists it"
                    + NearMatch.Suggest(tenant, known)),
        ];
    }
}

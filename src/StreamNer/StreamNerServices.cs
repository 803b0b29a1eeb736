using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StreamNer.Configuration;
using StreamNer.Diagnostics;
using StreamNer.Kafka.Reading;
using StreamNer.Logging;
using StreamNer.Snapshots;
using StreamNer.Work;

namespace StreamNer;

/// <summary>The composition of the library, in order of flow.</summary>
public static class StreamNerServices
{
    /// <summary>The category of log entries.</summary>
    private const string Category = "StreamNer";

    /// <summary>
    /// Adds <see cref="ITextEnricher"/>. In a host the model is loaded at start, so that a mistake shows then; elsewhere by the first call.
    /// Calling it again configures the same enricher further.
    /// </summary>
    /// <param name="services">The application's services. <see cref="ILoggerFactory"/> and <see cref="TimeProvider"/> are used where they are
    /// registered; metrics are those of the meter <c>StreamNer</c>.</param>
    /// <param name="configure">Changes settings; the defaults are those of <c>docs/configuration.md</c>.</param>
    public static StreamNerBuilder AddStreamNer(this IServiceCollection services, Action<StreamNerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        // Settings, checked as a whole.
        services.AddOptions();
        if (configure is not null) services.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StreamNerOptions>, OptionsCheck>());

        // Clock, instruments, log.
        AddDiagnostics(services);

        // The snapshot, and the pipeline over it.
        services.TryAddSingleton<SnapshotHolder>();
        services.TryAddSingleton<ITextEnricher, TextEnricher>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SnapshotService>());
        return new StreamNerBuilder(services);
    }

    /// <summary>Clock, instruments, log.</summary>
    internal static void AddDiagnostics(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Telemetry>();
        services.TryAddSingleton(provider => new EventBridge(
            (provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger(Category),
            provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>What may pause a worker, and what is said of it.</summary>
    internal static void AddWorkerState(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new IntakeSwitch(provider.GetRequiredService<TimeProvider>()));
        if (services.Any(service => service.ServiceType == typeof(WorkerHealth))) return;
        var health = new WorkerHealth();
        services.AddSingleton(health);
        services.AddWorkerHealth(health);
    }

    /// <summary>The worker around the same snapshot.</summary>
    internal static void AddWorker(IServiceCollection services)
    {
        AddWorkerState(services);
        services.TryAddSingleton<WorkerMark>();
        if (services.Any(service => service.ServiceType == typeof(WorkerService))) return;
        services.AddSingleton<WorkerService>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<WorkerService>());
    }
}

/// <summary>Continues <see cref="StreamNerServices.AddStreamNer"/>.</summary>
public sealed class StreamNerBuilder
{
    internal StreamNerBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Adds a worker from Kafka to Kafka as a hosted service: it starts and drains with the host. Give the host's <c>ShutdownTimeout</c> more than
    /// <c>Flow.DrainSeconds</c>. It shares the model with <see cref="ITextEnricher"/>; one worker an application. Its health checks have the tags
    /// <c>streamner</c> and <c>ready</c> or <c>live</c>.
    /// </summary>
    /// <param name="configure">Changes settings, such as <see cref="StreamNerOptions.Kafka"/>.</param>
    public StreamNerBuilder AddWorker(Action<StreamNerOptions>? configure = null)
    {
        if (configure is not null) Services.Configure(configure);
        StreamNerServices.AddWorker(Services);
        return this;
    }

    /// <summary>
    /// Takes one's own model in place of the ONNX model that <see cref="StreamNerOptions.Model"/> names. It is tested when it is loaded: on ordinary
    /// text its scores must be finite, and not depend on the other rows of a run.
    /// </summary>
    /// <param name="model">Makes the model; called once.</param>
    public StreamNerBuilder UseModel(Func<IServiceProvider, TokenModel> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Services.AddSingleton(model);
        return this;
    }
}

/// <summary>Present where a worker was added: then <c>kafka</c> is checked too.</summary>
internal sealed class WorkerMark;

/// <summary>All mistakes of all sections at once, each with its key.</summary>
internal sealed class OptionsCheck(IServiceProvider services) : IValidateOptions<StreamNerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StreamNerOptions options)
    {
        var errors = new List<OptionError>();
        options.Validate(errors, kafka: services.GetService<WorkerMark>() is not null);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors.Select(error => error.ToString()));
    }
}

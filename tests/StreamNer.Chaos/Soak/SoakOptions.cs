namespace StreamNer.Chaos.Soak;

/// <summary>What a soak is asked to do: one worker on one broker.</summary>
internal sealed record SoakOptions
{
    /// <summary>Records that stand in the input at start; the run ends when they are done. Zero: overload instead.</summary>
    public required long Records { get; init; }

    /// <summary>Overload: how many times what the worker was measured to do is sent.</summary>
    public required double Factor { get; init; }

    /// <summary>Overload: for how long.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>Overload: how long it lasts before anything is judged.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>Seeds the load.</summary>
    public required int Seed { get; init; }

    /// <summary>The model's folder; empty for the tiny one.</summary>
    public required string Model { get; init; }

    /// <summary>Settings of the worker, each <c>key=value</c>.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    /// <summary>The program under test.</summary>
    public required string Streamner { get; init; }

    /// <summary>The script that starts brokers.</summary>
    public required string KafkaLauncher { get; init; }

    /// <summary>Where reports go, without extension.</summary>
    public required string Report { get; init; }

    /// <summary>Everything of the run.</summary>
    public required string Folder { get; init; }
}

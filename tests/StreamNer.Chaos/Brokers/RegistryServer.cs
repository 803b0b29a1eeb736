namespace StreamNer.Chaos.Brokers;

/// <summary>A schema registry behind a proxy, started by a launcher script.</summary>
internal sealed class RegistryServer : IAsyncDisposable
{
    /// <summary>The name of its proxy.</summary>
    public const string Proxy = "registry";

    private readonly string _launcher;
    private readonly string _folder;

    private RegistryServer(string launcher, string folder, string url) => (_launcher, _folder, Url) = (launcher, folder, url);

    /// <summary>What the workers are given.</summary>
    public string Url { get; }

    /// <summary>Starts it and puts a proxy in front.</summary>
    public static async Task<RegistryServer> Start(string launcher, string folder, Proxies proxies)
    {
        var url = new UriBuilder(Script.Value(await Script.Run(launcher, "start", "--dir", folder), "REGISTRY_URL"));
        var upstream = url.Port;
        url.Port = Proxies.FreePort();
        await proxies.Add(Proxy, url.Port, upstream);
        return new RegistryServer(launcher, folder, url.Uri.AbsoluteUri);
    }

    public async ValueTask DisposeAsync() => await Script.Run(_launcher, "stop", "--dir", _folder);
}

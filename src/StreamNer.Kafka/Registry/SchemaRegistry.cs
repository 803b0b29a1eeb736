using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace StreamNer.Kafka.Registry;

/// <summary>
/// A client of Confluent's schema registry REST interface: schemas by id (kept for good: ids are immutable), registration and look-up of ours.
/// Schemas are sent as base64 descriptors, which every official deserialiser can read back. Thread-safe.
/// </summary>
internal sealed class SchemaRegistry : IDisposable
{
    // An unknown id is asked for again after this time: a registry's follower may lag behind the producer's.
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(500);
    private const int MostUnknown = 10_000;
    private readonly ConcurrentDictionary<int, RegisteredSchema> _known = new();
    private readonly ConcurrentDictionary<int, long> _unknown = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly RegistryHttp _http;
    private readonly SchemaRegistryOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Sends nothing yet. <see cref="SchemaRegistryOptions.Url"/> must be set.</summary>
    public SchemaRegistry(SchemaRegistryOptions options, TimeProvider? time = null)
    {
        _options = options;
        _time = time ?? TimeProvider.System;
        _http = new RegistryHttp(options, _time);
    }

    /// <summary>The subject of a topic's values (TopicNameStrategy).</summary>
    public static string ValueSubject(string topic) => topic + "-value";

    /// <summary>
    /// The base64 form in which a Protobuf file is registered: its descriptor with the fields' JSON names, which protoc leaves out of generated
    /// code and without which the JavaScript client knows no JSON form.
    /// </summary>
    public static string Base64(FileDescriptor file)
    {
        var descriptor = FileDescriptorProto.Parser.ParseFrom(file.SerializedData);
        for (var i = 0; i < file.MessageTypes.Count; i++) NameForJson(descriptor.MessageType[i], file.MessageTypes[i]);
        return descriptor.ToByteString().ToBase64();
    }

    /// <summary>The id of our schema under <paramref name="subject"/>: registered where <see cref="SchemaRegistryOptions.AutoRegister"/> is on, else
    /// looked up.</summary>
    /// <exception cref="SchemaRegistryException">Refused: incompatible, not there, or not valid.</exception>
    /// <exception cref="SchemaRegistryUnavailableException">No usable answer.</exception>
    public async Task<int> Id(string subject, FileDescriptor file, CancellationToken cancel)
    {
        var path = "subjects/" + Uri.EscapeDataString(subject) + (_options.AutoRegister ? "/versions" : "");
        var answer = await _http.Send(HttpMethod.Post, path, Body(file), cancel);
        if (answer.Status == HttpStatusCode.Conflict && _options.AutoRegister)
        {
            // Registries answer so, too, when several workers register the same schema under a new subject at the same moment.
            await Task.Delay(s_again, cancel);
            answer = await _http.Send(HttpMethod.Post, path, Body(file), cancel);
        }

        if (answer.IsSuccess && answer.TryGet("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number))
            return number;
        throw new SchemaRegistryException(answer switch
        {
            { Status: HttpStatusCode.Conflict } =>
                $"the schema {file.Name} is incompatible with what subject '{subject}' holds: write to another topic, or change the subject's "
                    + "compatibility in the registry",
            { IsUnknown: true } when !_options.AutoRegister =>
                $"subject '{subject}' does not hold the schema {file.Name}: register it, or set schemaRegistry:autoRegister to true",
            _ => Unexpected(answer, path),
        });
    }

    /// <summary>Whether our schema could be registered under <paramref name="subject"/>; true where the subject is new.</summary>
    /// <exception cref="SchemaRegistryException">The registry does not know such requests.</exception>
    /// <exception cref="SchemaRegistryUnavailableException">No usable answer.</exception>
    public async Task<bool> IsCompatible(string subject, FileDescriptor file, CancellationToken cancel)
    {
        var path = $"compatibility/subjects/{Uri.EscapeDataString(subject)}/versions/latest";
        var answer = await _http.Send(HttpMethod.Post, path, Body(file), cancel);
        if (answer.IsUnknown) return true;
        if (answer.IsSuccess && answer.TryGet("is_compatible", out var verdict)) return verdict.ValueKind == JsonValueKind.True;
        throw new SchemaRegistryException(Unexpected(answer, path));
    }

    /// <summary>Whether <paramref name="subject"/> holds exactly our schema.</summary>
    /// <exception cref="SchemaRegistryUnavailableException">No usable answer.</exception>
    public async Task<bool> Holds(string subject, FileDescriptor file, CancellationToken cancel) =>
        (await _http.Send(HttpMethod.Post, "subjects/" + Uri.EscapeDataString(subject), Body(file), cancel)).IsSuccess;

    /// <summary>Asks for the list of subjects: succeeds when the address, path and credentials are right.</summary>
    /// <exception cref="SchemaRegistryException">Refused.</exception>
    /// <exception cref="SchemaRegistryUnavailableException">No usable answer.</exception>
    public async Task Probe(CancellationToken cancel)
    {
        var answer = await _http.Send(HttpMethod.Get, "subjects", null, cancel);
        if (!answer.IsSuccess || answer.Body.ValueKind != JsonValueKind.Array) throw new SchemaRegistryException(Unexpected(answer, "subjects"));
    }

    /// <summary>The schema with this id, or null when the registry has none. Blocks for at most <see cref="SchemaRegistryOptions.Timeout"/>, the
    /// first time only.</summary>
    /// <exception cref="SchemaRegistryUnavailableException">No usable answer.</exception>
    internal RegisteredSchema? Schema(int id)
    {
        if (_known.TryGetValue(id, out var known)) return known;
        if (_unknown.TryGetValue(id, out var since) && _time.GetElapsedTime(since) < UnknownFor) return null;
        var answer = _http.GetOnce($"schemas/ids/{id}?format=serialized", _stop.Token);
        if (answer.IsUnknown)
        {
            if (_unknown.Count >= MostUnknown) _unknown.Clear();
            _unknown[id] = _time.GetTimestamp();
            return null;
        }

        if (!answer.IsSuccess || !answer.TryGet("schema", out var schema) || schema.ValueKind != JsonValueKind.String)
            throw new SchemaRegistryUnavailableException(Unexpected(answer, $"schemas/ids/{id}"));
        var type = answer.TryGet("schemaType", out var given) ? given.ToString() : null;
        return _known.GetOrAdd(id, RegisteredSchema.Parse(type, schema.GetString()!));
    }

    /// <summary>From now on no look-up of a schema waits: one under way and all later ones find the registry unavailable.</summary>
    public void Stop() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _stop.Dispose();
    }

    private static void NameForJson(DescriptorProto message, MessageDescriptor known)
    {
        foreach (var field in message.Field) field.JsonName = known.FindFieldByNumber(field.Number).JsonName;
        for (var i = 0; i < message.NestedType.Count; i++) NameForJson(message.NestedType[i], known.NestedTypes[i]);
    }

    private static object Body(FileDescriptor file) => new { schemaType = "PROTOBUF", schema = Base64(file) };

    private string Unexpected(RegistryAnswer answer, string path)
    {
        var said = answer.TryGet("message", out var message) ? ": " + message : "";
        return $"the schema registry at {_http.Address} answered {(int)answer.Status} to '{path}'{said}; does schemaRegistry:url name a schema "
            + "registry, its path included?";
    }
}

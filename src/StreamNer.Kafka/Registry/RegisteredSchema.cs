using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace StreamNer.Kafka.Registry;

/// <summary>A schema as the registry gave it: a descriptor, <c>.proto</c> text, or something that is not Protobuf. Immutable.</summary>
internal sealed class RegisteredSchema
{
    private readonly FileDescriptorProto? _file;
    private readonly ProtoOutline? _outline;

    private RegisteredSchema(FileDescriptorProto? file, ProtoOutline? outline) => (_file, _outline) = (file, outline);

    /// <summary><paramref name="type"/> as in the answer (<c>PROTOBUF</c>; absent for Avro), <paramref name="schema"/> a base64 descriptor or the
    /// text.</summary>
    public static RegisteredSchema Parse(string? type, string schema)
    {
        if (type != "PROTOBUF") return new RegisteredSchema(null, null);
        var bytes = new byte[schema.Length];
        if (Convert.TryFromBase64String(schema, bytes, out var length))
        {
            try
            {
                return new RegisteredSchema(FileDescriptorProto.Parser.ParseFrom(bytes, 0, length), null);
            }
            catch (InvalidProtocolBufferException)
            {
                return new RegisteredSchema(null, null);
            }
        }

        return new RegisteredSchema(null, ProtoOutline.Parse(schema));
    }

    /// <summary>The full name of the message that the wire format's indexes lead to, or null when they lead nowhere.</summary>
    public string? MessageAt(ReadOnlySpan<int> indexes)
    {
        if (_outline is not null) return _outline.MessageAt(indexes);
        if (_file is null) return null;
        var (name, messages) = (_file.Package, _file.MessageType);
        foreach (var index in indexes)
        {
            if ((uint)index >= (uint)messages.Count) return null;
            name = name.Length == 0 ? messages[index].Name : $"{name}.{messages[index].Name}";
            messages = messages[index].NestedType;
        }

        return name;
    }
}

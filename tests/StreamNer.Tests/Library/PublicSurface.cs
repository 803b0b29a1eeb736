using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace StreamNer.Tests.Library;

/// <summary>
/// What a program that uses the library can name: the public types of its entry, what it throws, and all types of ours that their public members
/// mention, and so on.
/// What the compiler adds to records is left out.
/// </summary>
internal static class PublicSurface
{
    private static readonly HashSet<string> s_made = ["Equals", "GetHashCode", "ToString", "Deconstruct", "<Clone>$", "PrintMembers", "GetType"];

    private static readonly Dictionary<Type, string> s_names = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>One line a type, and one indented for each of its members, both in order of the alphabet.</summary>
    public static string List(Assembly entry, params IEnumerable<Type> thrown)
    {
        var text = new StringBuilder();
        foreach (var type in Reach(entry.GetExportedTypes().Concat(thrown)).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.Namespace).Append('.').Append(NameOf(type)).Append('\n');
            foreach (var line in Members(type).Select(Describe).Order(StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static HashSet<Type> Reach(IEnumerable<Type> from)
    {
        var reached = new HashSet<Type>();
        var next = new Queue<Type>(from);
        while (next.TryDequeue(out var type))
        {
            if (!reached.Add(type)) continue;
            var mentioned = Members(type).SelectMany(Mentioned).Concat(type.GetInterfaces()).Concat(type.GetNestedTypes());
            foreach (var one in mentioned.Append(type.BaseType!).SelectMany(Parts).Where(IsOurs)) next.Enqueue(one);
        }

        return reached;
    }

    private static bool IsOurs(Type type) => type.IsVisible && type.Assembly.GetName().Name!.StartsWith("StreamNer.", StringComparison.Ordinal);

    private static IEnumerable<Type> Parts(Type? type)
    {
        if (type is null) return [];
        if (type.HasElementType) return Parts(type.GetElementType());
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()) : [type];
    }

    private static IEnumerable<MemberInfo> Members(Type type)
    {
        if (type.IsEnum) return type.GetFields(BindingFlags.Public | BindingFlags.Static);
        return type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(member =>
            member is not Type && !s_made.Contains(member.Name) && !member.IsDefined(typeof(CompilerGeneratedAttribute))
            && member is not MethodInfo { IsSpecialName: true });
    }

    private static IEnumerable<Type> Mentioned(MemberInfo member) => member switch
    {
        PropertyInfo property => [property.PropertyType],
        FieldInfo field => [field.FieldType],
        MethodInfo method => [method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType)],
        ConstructorInfo constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType),
        _ => [],
    };

    private static string Describe(MemberInfo member) => member switch
    {
        PropertyInfo property => $"{NameOf(property.PropertyType)} {property.Name} {{ {Accessors(property)} }}",
        FieldInfo { DeclaringType.IsEnum: true } value => value.Name,
        FieldInfo field => $"{NameOf(field.FieldType)} {field.Name}",
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{NameOf(method.ReturnType)} {method.Name}({Parameters(method)})",
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        _ => member.Name,
    };

    private static string Accessors(PropertyInfo property)
    {
        if (property.SetMethod is not { IsPublic: true } set) return "get;";
        var init = set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return init ? "get; init;" : "get; set;";
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{NameOf(parameter.ParameterType)} {parameter.Name}"));

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class" : "class";

    private static string NameOf(Type type)
    {
        if (s_names.TryGetValue(type, out var known)) return known;
        if (type.IsArray) return NameOf(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } value) return NameOf(value) + "?";
        var name = type.IsNested ? NameOf(type.DeclaringType!) + "." + type.Name : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>" : name;
    }
}

using Microsoft.Extensions.Hosting;
using StreamNer;

var builder = Host.CreateApplicationBuilder(args);
var topic = builder.Configuration["topic"] ?? "raw";
builder.Services.AddStreamNer().AddWorker(options => options.Kafka = new()
{
    BootstrapServers = builder.Configuration["brokers"] ?? "localhost:9092",
    Inputs = [topic],
    Output = $"{topic}.enriched",
    DeadLetter = $"{topic}.dlq",
    Group = "ner",
});
await builder.Build().RunAsync();

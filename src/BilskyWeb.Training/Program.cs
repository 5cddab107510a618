using BilskyWeb.Training.Models;
using BilskyWeb.Training.Runtime;
using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

NativeTorch.Prepare(1);
using var g = new PrototypeGrader(GraderHead.Prototypes, 64);
Console.WriteLine(g.Backbone.parameters().Sum(p => p.numel()));
using var det = new CanalHeatmapNet();
Console.WriteLine(det.parameters().Sum(p => p.numel()));
var opt = optim.AdamW(g.parameters(), 1e-3);
foreach (var low in new[] { false, true })
    foreach (var size in new[] { 192, 224 })
    {
        g.Pass.UseBfloat16 = low;
        g.train();
        var w = Stopwatch.StartNew();
        for (var i = 0; i < 3; i++)
        {
            using var s = NewDisposeScope();
            var x = rand(32, 1, size, size);
            var y = randint(0, 6, 32);
            opt.zero_grad();
            var loss = nn.functional.cross_entropy(g.forward(x), y);
            loss.backward();
            opt.step();
            if (i == 0) w.Restart();
            Console.WriteLine(loss.item<float>());
        }

        Console.WriteLine($"bf16 {low} {size}: {64 / w.Elapsed.TotalSeconds:f1} images/s");
    }

Console.Error.WriteLine("streamner");
return 0;

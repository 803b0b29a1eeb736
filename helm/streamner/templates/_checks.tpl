{{/* What a schema cannot say. Each message names the value to change; all come at once. */}}
{{- define "streamner.checks" -}}
{{- $wrong := list }}
{{- $kafka := default dict .Values.settings.kafka }}
{{- range $key := list "bootstrapServers" "inputs" "output" "deadLetter" "group" }}
{{- if not (get $kafka $key) }}{{ $wrong = append $wrong (printf "settings.kafka.%s is required" $key) }}{{ end }}
{{- end }}
{{- if and .Values.staticMembership (ne .Values.kind "StatefulSet") }}{{ $wrong = append $wrong "staticMembership needs names that outlive a pod: set kind to StatefulSet" }}{{ end }}
{{- if and .Values.state.persistent (ne .Values.kind "StatefulSet") }}{{ $wrong = append $wrong "state.persistent needs a volume for each worker: set kind to StatefulSet" }}{{ end }}
{{- if hasKey $kafka "instance" }}{{ $wrong = append $wrong "settings.kafka.instance would give all pods one name: leave it out, the pod's own name is taken" }}{{ end }}
{{- if ne .Values.autoscaling.kind "None" }}
{{- if lt (int .Values.autoscaling.partitions) 1 }}{{ $wrong = append $wrong "autoscaling.partitions is required: the number of partitions of all input topics, beyond which a worker has nothing to do" }}
{{- else if gt (int .Values.autoscaling.minReplicas) (int (include "streamner.maxReplicas" .)) }}{{ $wrong = append $wrong "autoscaling.minReplicas exceeds autoscaling.maxReplicas or autoscaling.partitions" }}{{ end }}
{{- end }}
{{- if and (eq .Values.autoscaling.kind "KEDA") (not .Values.autoscaling.keda.prometheusAddress) }}{{ $wrong = append $wrong "autoscaling.keda.prometheusAddress is required, such as http://prometheus.monitoring:9090" }}{{ end }}
{{- range $i, $file := .Values.files }}
{{- if eq (not $file.secret) (not $file.configMap) }}{{ $wrong = append $wrong (printf "files[%d] names either a secret or a configMap" $i) }}{{ end }}
{{- end }}
{{- $flow := default dict .Values.settings.flow }}
{{- $http := default dict .Values.settings.http }}
{{- $model := default dict .Values.settings.model }}
{{- if le (int $http.livenessSeconds) (int (default 120 $model.watchdogSeconds)) }}{{ $wrong = append $wrong "settings.http.livenessSeconds must exceed settings.model.watchdogSeconds (120): the worker has to be able to say what hangs before it is restarted" }}{{ end }}
{{- if $wrong }}{{ fail (printf "\n- %s" (join "\n- " $wrong)) }}{{ end }}
{{- end }}

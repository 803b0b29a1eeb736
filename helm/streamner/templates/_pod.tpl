{{/* The pod of both kinds. */}}
{{- define "streamner.pod" -}}
{{- $scheme := ternary ", scheme: HTTPS" "" (ne (include "streamner.https" .) "") -}}
metadata:
  labels:
    {{- include "streamner.selector" . | nindent 4 }}
    {{- with .Values.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  annotations:
    # New settings are new pods.
    streamner/settings: {{ .Values.settings | toJson | sha256sum | trunc 16 | quote }}
    {{- with .Values.podAnnotations }}{{ toYaml . | nindent 4 }}{{ end }}
spec:
  serviceAccountName: {{ include "streamner.serviceAccount" . }}
  automountServiceAccountToken: false
  # Variables of services could pass for settings.
  enableServiceLinks: false
  # What a drain may take, five seconds to leave, and five to spare.
  {{- $flow := default dict .Values.settings.flow }}
  {{- $drain := ternary (get $flow "drainSeconds") 20 (hasKey $flow "drainSeconds") }}
  terminationGracePeriodSeconds: {{ add (ceil $drain) 10 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1654
    runAsGroup: 1654
    fsGroup: 1654
    seccompProfile:
      type: RuntimeDefault
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if or .Values.tolerations .Values.gpu.enabled }}
  tolerations:
    {{- if .Values.gpu.enabled }}
    - key: {{ .Values.gpu.resource }}
      operator: Exists
      effect: NoSchedule
    {{- end }}
    {{- with .Values.tolerations }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.topologySpread.enabled }}
  topologySpreadConstraints:
    - maxSkew: {{ .Values.topologySpread.maxSkew }}
      topologyKey: {{ .Values.topologySpread.topologyKey }}
      whenUnsatisfiable: {{ .Values.topologySpread.whenUnsatisfiable }}
      labelSelector:
        matchLabels: {{- include "streamner.selector" . | nindent 10 }}
  {{- end }}
  containers:
    - name: worker
      image: {{ include "streamner.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        - run
        - --config
        - /etc/streamner/settings.json
        {{- range $i, $file := .Values.files }}
        - --set
        - {{ printf "%s=/etc/streamner/files/%d/%s" $file.setting $i $file.key | quote }}
        {{- end }}
        {{- range .Values.extraArguments }}
        - {{ . | quote }}
        {{- end }}
      env:
        # Unique among live workers and, in a StatefulSet, the same after a restart: it is part of the transactional id.
        - name: STREAMNER__KAFKA__INSTANCE
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        {{- if .Values.staticMembership }}
        - name: STREAMNER__KAFKA__CONSUMER__GROUP_INSTANCE_ID
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        {{- end }}
        {{- with .Values.extraEnvironment }}{{ toYaml . | nindent 8 }}{{ end }}
      ports:
        - name: http
          containerPort: {{ .Values.settings.http.port }}
      # It answers while the model is loaded and topics are checked. Readiness would be wrong here: a broker that is away must not end a pod.
      startupProbe:
        httpGet: {path: /health/live, port: http{{ $scheme }}}
        periodSeconds: {{ .Values.probes.startup.periodSeconds }}
        failureThreshold: {{ .Values.probes.startup.failureThreshold }}
      livenessProbe:
        httpGet: {path: /health/live, port: http{{ $scheme }}}
        periodSeconds: {{ .Values.probes.liveness.periodSeconds }}
        timeoutSeconds: {{ .Values.probes.liveness.timeoutSeconds }}
        failureThreshold: {{ .Values.probes.liveness.failureThreshold }}
      readinessProbe:
        httpGet: {path: /health/ready, port: http{{ $scheme }}}
        periodSeconds: {{ .Values.probes.readiness.periodSeconds }}
        timeoutSeconds: {{ .Values.probes.readiness.timeoutSeconds }}
        failureThreshold: {{ .Values.probes.readiness.failureThreshold }}
      {{- $resources := deepCopy .Values.resources }}
      {{- if .Values.gpu.enabled }}
      {{- $resources = mergeOverwrite $resources (dict "limits" (dict .Values.gpu.resource .Values.gpu.count)) }}
      {{- end }}
      resources: {{- toYaml $resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      volumeMounts:
        - name: settings
          mountPath: /etc/streamner/settings.json
          subPath: settings.json
          readOnly: true
        # Outlasts the container: a worker that died leaves here what its next life has to know.
        - name: state
          mountPath: /tmp
        {{- range $i, $file := .Values.files }}
        - name: file-{{ $i }}
          mountPath: /etc/streamner/files/{{ $i }}
          readOnly: true
        {{- end }}
        {{- with .Values.extraVolumeMounts }}{{ toYaml . | nindent 8 }}{{ end }}
  volumes:
    - name: settings
      configMap:
        name: {{ include "streamner.fullname" . }}
    {{- if not .Values.state.persistent }}
    - name: state
      emptyDir:
        sizeLimit: {{ .Values.state.size }}
    {{- end }}
    {{- range $i, $file := .Values.files }}
    - name: file-{{ $i }}
      {{- if $file.secret }}
      secret:
        secretName: {{ $file.secret }}
        defaultMode: 0440
        items: [{key: {{ $file.key | quote }}, path: {{ $file.key | quote }}}]
      {{- else }}
      configMap:
        name: {{ $file.configMap }}
        items: [{key: {{ $file.key | quote }}, path: {{ $file.key | quote }}}]
      {{- end }}
    {{- end }}
    {{- with .Values.extraVolumes }}{{ toYaml . | nindent 4 }}{{ end }}
{{- end }}
